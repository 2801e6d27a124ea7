using System.Text.Json.Serialization;

namespace Unpaired.Worlds;

/// <summary>What an object is: the discrete part of its content.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ObjectKind>))]
public enum ObjectKind
{
    /// <summary>A cup with a handle and a band.</summary>
    Mug,

    /// <summary>A bottle with a cap and a label.</summary>
    Bottle,

    /// <summary>A turned vase with two rings.</summary>
    Vase,

    /// <summary>A teapot with spout, handle and lid.</summary>
    Teapot,

    /// <summary>A sports shoe seen from the side.</summary>
    Sneaker,

    /// <summary>A handbag with a flap and a clasp.</summary>
    Handbag,

    /// <summary>An open umbrella.</summary>
    Umbrella,

    /// <summary>A table lamp.</summary>
    Lamp,

    /// <summary>A fish seen from the side.</summary>
    Fish,

    /// <summary>A leaf with its veins.</summary>
    Leaf,

    /// <summary>A toadstool with spots.</summary>
    Mushroom,

    /// <summary>A butterfly with open wings.</summary>
    Butterfly,

    /// <summary>A house with door, window and chimney.</summary>
    House,

    /// <summary>A car seen from the side.</summary>
    Car,
}
