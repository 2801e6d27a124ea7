// The first cell of every notebook imports this file. The build of the library writes it, with this machine's paths:
// do not edit or commit it; to renew it, build again. Running it twice does no harm.
/*references*/

/*usings*/

// Whatever those libraries need is taken from their folder, once, into the default context: types then have one
// identity, and native libraries (libtorch, Skia) are found beside the managed ones. This has to come before the first
// use of a library type, so nothing in this file uses one.
if (AppDomain.CurrentDomain.GetData("Unpaired.LibraryFolder") is null)
{
    string unpairedFolder = @"/*folder*/";
    AppDomain.CurrentDomain.SetData("Unpaired.LibraryFolder", unpairedFolder);
    System.Runtime.Loader.AssemblyLoadContext.Default.Resolving += (context, name) =>
    {
        string path = System.IO.Path.Combine(unpairedFolder, name.Name + ".dll");
        return System.IO.File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    };
    System.Runtime.Loader.AssemblyLoadContext.Default.ResolvingUnmanagedDll += (assembly, name) =>
    {
        foreach (string file in new[] { name, name + ".so", "lib" + name + ".so", name + ".dll", name + ".dylib", "lib" + name + ".dylib" })
            if (System.IO.File.Exists(System.IO.Path.Combine(unpairedFolder, file))
                && System.Runtime.InteropServices.NativeLibrary.TryLoad(System.IO.Path.Combine(unpairedFolder, file), out IntPtr handle))
                return handle;
        return IntPtr.Zero;
    };
}

// Tells hosts that do not know the library's display types how to show them. In a function of its own, since libraries
// are loaded when a method that mentions them is compiled: by now the hooks above are in place.
void ConnectUnpairedDisplays() => Unpaired.Display.Show.Connect();
ConnectUnpairedDisplays();
